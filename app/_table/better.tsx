/** A metric's direction: an arrow for the eye, words for the ear. */
export function Better({ direction }: { direction: "higher" | "lower" }) {
  return (
    <>
      <span aria-hidden="true">{direction === "higher" ? "↑" : "↓"}</span>
      <span className="visually-hidden">, {direction} is better</span>
    </>
  );
}
