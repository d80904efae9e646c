/** Any fixed number. Every server on a PostgreSQL database shares it; who may not work beside one takes it alone. */
export const servingLock = 7_240_141;
