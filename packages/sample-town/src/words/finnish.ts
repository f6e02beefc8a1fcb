import type { PhraseBook } from './phrase-book.ts';

export const finnish: PhraseBook = {
  themes: {
    encounter: {
      good: [
        'Minua kuunneltiin rauhassa eikä missään vaiheessa ollut kiireen tuntua.',
        'Hoitaja oli ystävällinen ja huomasi, että jännitin.',
        'Henkilökunta otti asiani tosissaan.',
        'Tuli olo, että olen ihminen enkä numero jonossa.',
        'Työntekijä puhui suoraan minulle eikä ohitseni.',
      ],
      bad: [
        'Minulle puhuttiin kuin lapselle.',
        'Kukaan ei esitellyt itseään, ja huoneessa käveltiin ohitseni.',
        'Vastaanotossa tiuskittiin, vaikka kysyin asiallisesti.',
        'Tuntui, ettei kertomaani uskottu.',
        'Työntekijä katsoi koko ajan ruutua eikä minua.',
      ],
    },
    waiting: {
      good: [
        'Pääsin sisään melkein heti.',
        'Aika löytyi jo samalle viikolle.',
        'Odotushuoneessa ehti tuskin istua, kun jo kutsuttiin.',
        'Aikataulu piti minuutilleen.',
      ],
      bad: [
        'Odotin yli tunnin eikä kukaan kertonut, mistä viive johtui.',
        'Seuraava vapaa aika on vasta kahden kuukauden päästä.',
        'Aikaa siirrettiin kolmannen kerran.',
        'Jono ei liikkunut, vaikka luukkuja oli auki vain yksi.',
        'Varattu aika meni ohi, koska edellinen kesti niin kauan.',
      ],
    },
    information: {
      good: [
        'Sain selkeän lapun siitä, mitä seuraavaksi tapahtuu.',
        'Lääkitys käytiin läpi niin, että ymmärsin.',
        'Kysymyksiini vastattiin tavallisella kielellä.',
        'Vaihtoehdot kerrottiin ja sain itse valita.',
      ],
      bad: [
        'En tiedä vieläkään, kenelle minun pitäisi soittaa tuloksista.',
        'Ohjeet olivat ristiriidassa edellisen käynnin kanssa.',
        'Kirje oli niin vaikeaa kieltä, etten ymmärtänyt sitä.',
        'Kukaan ei kertonut, mitä käynti maksaa.',
      ],
    },
    reaching: {
      good: [
        'Takaisinsoitto tuli puolessa tunnissa.',
        'Numero löytyi helposti ja joku todella vastasi.',
        'Ajan sai siirrettyä yhdellä soitolla.',
      ],
      bad: [
        'Takaisinsoittoa ei tullut koko päivänä.',
        'Puhelin hälytti tyhjää kolmena aamuna peräkkäin.',
        'Minua siirrettiin neljälle eri luukulle samasta asiasta.',
        'Chat sulkeutui kesken, ja piti aloittaa alusta.',
      ],
    },
    premises: {
      good: [
        'Uudet tilat ovat valoisat ja helppo löytää.',
        'Odotustilassa oli rauhallista ja siistiä.',
        'Rollaattorilla pääsi hyvin perille.',
      ],
      bad: [
        'Opasteet johtivat väärään kerrokseen.',
        'Hissi oli rikki ja portaat ovat jyrkät.',
        'Odotusaulassa kuuli kaikkien asiat.',
        'Tuolit ovat liian matalia huonopolviselle.',
      ],
    },
    continuity: {
      good: [
        'Sama työntekijä on pysynyt, eikä kaikkea tarvitse kertoa alusta.',
        'Edellisellä kerralla sovittu oli oikeasti hoidettu.',
        'Tiesin koko ajan, kuka asiaani hoitaa.',
      ],
      bad: [
        'Joka kerta on eri ihminen, ja kaikki alkaa alusta.',
        'Työntekijä vaihtui kesken ilman että siitä kerrottiin.',
        'Sovittu jatko unohtui, ja jouduin itse kyselemään perään.',
        'Tällä viikolla ovella kävi seitsemän eri hoitajaa.',
      ],
    },
    digital: {
      good: [
        'Viestillä hoitui koko asia, ei tarvinnut tulla paikalle.',
        'Varaaminen netissä oli helppoa.',
        'Etävastaanotto toimi hyvin.',
      ],
      bad: [
        'Sovellus heitti ulos kesken lomakkeen.',
        'Kaikilla ei ole pankkitunnuksia, ja silti kaikki ohjataan verkkoon.',
        'Viestiini vastattiin vasta kolmen viikon kuluttua.',
      ],
    },
    decision: {
      good: [
        'Päätös perusteltiin niin, että ymmärsin sen.',
        'Toiveeni kirjattiin suunnitelmaan omilla sanoillani.',
        'Päätös tuli nopeammin kuin luvattiin.',
      ],
      bad: [
        'Päätöksestä ei selvinnyt, miksi hakemus hylättiin.',
        'Liitteitä pyydettiin kolmeen kertaan, vaikka olin ne jo toimittanut.',
        'Suunnitelma oli tehty valmiiksi ennen kuin minulta kysyttiin mitään.',
        'Hakemukseni on ollut käsittelyssä yli luvatun ajan.',
      ],
    },
    everyday: {
      good: [
        'Ruoka on hyvää ja sitä saa lisää.',
        'Äitini pääsee ulos melkein joka päivä.',
        'Arjessa on tekemistä, ei vain istumista.',
        'Yöllä kelloon vastataan nopeasti.',
      ],
      bad: [
        'Ruoka oli kylmää ja se tuotiin myöhässä.',
        'Ulkoilu jää viikosta toiseen väliin, kun väkeä on liian vähän.',
        'Pyykit katoavat ja tilalle tulee muiden vaatteita.',
        'Viikonloppuna ei tapahdu mitään.',
      ],
    },
    emergency: {
      good: [
        'Apu tuli minuuteissa, ja minua rauhoiteltiin koko matkan.',
        'Ryhmä toimi varmasti ja selitti samalla, mitä tehdään.',
        'Myös naapurit otettiin huomioon.',
      ],
      bad: [
        'Osoitetta kysyttiin useaan kertaan ennen kuin apu lähti.',
        'Jälkeenpäin ei kukaan kertonut, mitä ovelle tapahtuu.',
        'Yksikkö ei meinannut löytää oikeaa rappua.',
      ],
    },
  },
  short: {
    good: [
      'Kiitos!',
      'Hyvää palvelua.',
      'Kaikki sujui.',
      'Kiitos hoitajille.',
      'Asiallista.',
      'Mahtava porukka!',
      'Jatkakaa samaan malliin.',
    ],
    bad: [
      'Ei toimi.',
      'Pettynyt.',
      'Liian pitkä odotus.',
      'Huonoa palvelua.',
      'Ei kuunneltu.',
      'Tästä on maksettu veroa.',
    ],
  },
  openers: {
    good: [
      'Kävin tänään toista kertaa.',
      'Olin etukäteen vähän peloissani.',
      'Lapseni puolesta kiitän.',
      'Pitkästä aikaa hyvä kokemus.',
      'Suosittelen kaikille.',
    ],
    bad: [
      'Olen käynyt täällä vuosia.',
      'Tämä ei ole ensimmäinen kerta.',
      'En yleensä valita, mutta nyt on pakko.',
      'Tulin paikalle kipeänä.',
    ],
  },
  turns: ['Toisaalta:', 'Yksi miinus kuitenkin.', 'Yksi asia jäi silti vaivaamaan.', 'Parannettavaakin on.'],
  closers: {
    good: [
      'Lämmin kiitos koko väelle.',
      'Näin sen kuuluu mennä.',
      'Tulen mielelläni uudestaan.',
      'Terveisiä osastolle!',
    ],
    bad: [
      'Toivon, että joku lukee tämän.',
      'Lisää väkeä töihin, kiitos.',
      'Korjatkaa tämä.',
      'Ensi kerralla menen muualle.',
    ],
  },
  questions: [
    'Milloin iltavastaanotto avataan uudelleen?',
    'Voiko ajan perua tekstiviestillä?',
    'Missä näen, kauanko nyt jonotetaan?',
    'Saako mukaan ottaa tukihenkilön?',
    'Miksi aukioloajat ovat verkossa erilaiset kuin ovessa?',
  ],
};
