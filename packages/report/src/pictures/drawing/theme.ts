/** Colours of pictures. Dark text on a light ground; data colours are told apart by every kind of colour vision. */
export const ink = {
  text: '#1f2430',
  quiet: '#565d6b',
  axis: '#9aa1ad',
  line: '#e7e9ee',
  ground: '#ffffff',
  gridGround: '#dedede',
} as const;

/** Okabe and Ito's palette ('Color Universal Design', 2008) without yellow, which is too light for lines on white. */
export const seriesColours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#4d4d4d'] as const;

export const realColour = seriesColours[0];
export const fakeColour = seriesColours[1];
