/** The marks of an axis from 0 to at least `most`: three to five of them, round figures at equal distances. */
export function marksTo(most: number): number[] {
  const least = Math.max(1, most) / 4;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = Math.max(1, [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= least && Number.isInteger(each)) ?? 10 * power);
  const marks = [0];
  while ((marks.at(-1) ?? 0) < most || marks.length < 2) marks.push(marks.length * step);
  return marks;
}

/** Which of so many places on an axis are labelled, so that there are at most `most` labels, the last one always. */
export function labelled(places: number, most: number): (place: number) => boolean {
  const every = Math.max(1, Math.ceil(places / Math.max(1, most)));
  return (place) => (places - 1 - place) % every === 0;
}
