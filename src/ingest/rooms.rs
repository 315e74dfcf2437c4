//! Names of rooms as free text: what is common to all of them is the venue, not the room.
