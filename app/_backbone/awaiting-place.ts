/** Where the list of backbones has those that nobody has measured. */
export const awaitingPlace = "awaiting-measurement";
