/**
 * How long a repeat of a push is no second message, milliseconds. The services know no keys, but a message with the same collapse id
 * takes the place of the earlier one on the screen (providers.md 4.2, 5.2). After a few hours the guest has read and removed that one,
 * and a repeat would ring again. Callers stop an hour earlier.
 */
export const repeatLifeMs = 4 * 60 * 60 * 1000;
