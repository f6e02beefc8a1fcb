/** The service's own mark: an ear drawn in one line inside a speech bubble. Decoration; the name stands beside it as text. */
export function WordMark() {
  return (
    <span className="word-mark">
      <svg viewBox="0 0 44 44" width="44" height="44" aria-hidden="true" focusable="false">
        <path
          className="word-mark__bubble"
          d="M22 2.5c11 0 19.5 7.6 19.5 17.6S33 37.700 22 37.700c-2 0-4-.25-5.800-.720L7.400 41.500l1.500-7.900C4.900 30.400 2.500 25.600 2.500 20.100 2.500 10.100 11 2.500 22 2.500Z"
        />
        <g className="word-mark__ear">
          <path d="M15 18a7 7 0 1 1 12.900 3.800c-1.300 2-3.200 2.900-3.700 5.300-.4 2.500-1.900 3.900-4 3.900-1.400 0-2.600-.7-3.300-1.800" />
          <path d="M19 18.200a2.900 2.900 0 1 1 4.800 2.200" />
        </g>
      </svg>
      <span className="word-mark__name">Kuulolla</span>
    </span>
  );
}
