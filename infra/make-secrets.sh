#!/bin/sh
# Makes what only this installation may know: passwords in .env, keys and certificates in secrets/.
# What is there already is kept, so a file that was deleted is made anew and nothing else changes.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
# openssl reads it for every request, also for those without a server.
export SERVER_NAME=none

password() { openssl rand -hex 24; }

if [ ! -f .env ]; then
  cat > .env.new <<EOF
# Made by make-secrets.sh. Keep a copy where backups of the data do not lie.
# 16 bytes in base64url, not beginning with a dash, as Kafka wants it.
KAFKA_CLUSTER_ID=$(openssl rand -base64 16 | tr '+/' '-_' | tr -d '=' | sed 's/^-/A/')
KAFKA_SASL_PASSWORD=$(password)
MONGODB_PASSWORD=$(password)
MONGODB_ROOT_PASSWORD=$(password)
INTAKE_KEYS=units=$(password),maisa=$(password),helfi=$(password)
# Never change it while answers are kept: it tells a repeated answer from a new one.
INTAKE_FINGERPRINT_KEY=$(openssl rand -hex 32)
GRAFANA_ADMIN_PASSWORD=$(password)
KEYCLOAK_ADMIN_PASSWORD=$(password)
# The address people type, and the names in it for the websocket.
PUBLIC_ORIGIN=http://localhost:8080
PUBLIC_NAME=localhost
EOF
  mv .env.new .env
fi

if [ ! -f secrets/ca.pem ]; then
  openssl req -x509 -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days 3650 \
    -config certificates.cnf -extensions authority -keyout secrets/ca-key.pem -out secrets/ca.pem 2>/dev/null
fi

# certificate NAME UNIT: secrets/NAME.pem holds the private key and the certificate.
certificate() {
  if [ -f "secrets/$1.pem" ]; then return; fi
  export SERVER_NAME="$1"
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -config certificates.cnf \
    -subj "/O=Kuulolla/OU=$2/CN=$1" -keyout "secrets/$1.key" -out "secrets/$1.csr" 2>/dev/null
  openssl x509 -req -in "secrets/$1.csr" -days 800 -sha256 -CA secrets/ca.pem -CAkey secrets/ca-key.pem \
    -CAcreateserial -extfile certificates.cnf -extensions server -out "secrets/$1.crt" 2>/dev/null
  cat "secrets/$1.key" "secrets/$1.crt" > "secrets/$1.pem.new"
  rm "secrets/$1.key" "secrets/$1.csr" "secrets/$1.crt"
  mv "secrets/$1.pem.new" "secrets/$1.pem"
}

for number in 1 2 3; do
  certificate "kafka-$number" kafka
  # MongoDB takes whoever shows a certificate with its own O and OU for a member of the replica set.
  certificate "mongo-$number" mongodb
done

# The users inside the containers read these; outside, only who may enter the folder.
chmod 700 secrets
chmod 444 secrets/ca.pem secrets/kafka-?.pem secrets/mongo-?.pem
echo "Passwords are in infra/.env, certificates in infra/secrets; openssl shows their end with x509 -enddate."
