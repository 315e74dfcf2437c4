-- Records of conferences as stated by their sources, the log of imports, and vectors made from them.
--
-- `key` is a row number of this file alone: it never leaves the store. `position` keeps the order
-- of a list. Dates and times are ISO 8601 text: wall time in the event's zone for slots, UTC for
-- `imported_at`. A column that may be NULL says "not stated", which an empty text does not.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Grows by one with every transaction that changes records.
INSERT INTO meta (name, value) VALUES ('generation', 0);

CREATE TABLE event (
    key         INTEGER PRIMARY KEY,
    slug        TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    series      TEXT,
    timezone    TEXT,
    starts_on   TEXT,
    ends_on     TEXT,
    location    TEXT,
    url         TEXT,
    description TEXT
) STRICT;

CREATE TABLE talk (
    key         INTEGER PRIMARY KEY,
    event       INTEGER NOT NULL REFERENCES event (key) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    id          TEXT NOT NULL,
    slug        TEXT NOT NULL,
    title       TEXT NOT NULL,
    subtitle    TEXT,
    kind        TEXT NOT NULL,
    state       TEXT NOT NULL,
    track       TEXT,
    abstract    TEXT NOT NULL,
    description TEXT NOT NULL,
    duration_s  INTEGER,
    published   TEXT,
    UNIQUE (event, position),
    UNIQUE (event, id),
    UNIQUE (event, slug)
) STRICT;

-- The lists of a talk are clustered by talk, so that reading them in order is one scan.
CREATE TABLE language (
    talk     INTEGER NOT NULL REFERENCES talk (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    tag      TEXT NOT NULL,
    PRIMARY KEY (talk, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE topic (
    talk     INTEGER NOT NULL REFERENCES talk (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name     TEXT NOT NULL,
    PRIMARY KEY (talk, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE appearance (
    talk        INTEGER NOT NULL REFERENCES talk (key) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    name        TEXT NOT NULL,
    affiliation TEXT,
    person_id   TEXT,
    PRIMARY KEY (talk, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE slot (
    talk      INTEGER NOT NULL REFERENCES talk (key) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at   TEXT NOT NULL,
    room      TEXT,
    day       TEXT,
    PRIMARY KEY (talk, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE link (
    talk     INTEGER NOT NULL REFERENCES talk (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    url      TEXT NOT NULL,
    title    TEXT,
    PRIMARY KEY (talk, position)
) STRICT, WITHOUT ROWID;

-- `talk` is the id as stated and no foreign key: news may name a talk of which no record came yet.
CREATE TABLE announcement (
    key       INTEGER PRIMARY KEY,
    event     INTEGER NOT NULL REFERENCES event (key) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    id        TEXT NOT NULL,
    title     TEXT NOT NULL,
    body      TEXT NOT NULL,
    date      TEXT,
    date_text TEXT,
    talk      TEXT,
    url       TEXT,
    UNIQUE (event, position),
    UNIQUE (event, id)
) STRICT;

CREATE TABLE announcement_person (
    announcement INTEGER NOT NULL REFERENCES announcement (key) ON DELETE CASCADE,
    position     INTEGER NOT NULL,
    name         TEXT NOT NULL,
    affiliation  TEXT,
    person_id    TEXT,
    PRIMARY KEY (announcement, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE announcement_topic (
    announcement INTEGER NOT NULL REFERENCES announcement (key) ON DELETE CASCADE,
    position     INTEGER NOT NULL,
    name         TEXT NOT NULL,
    PRIMARY KEY (announcement, position)
) STRICT, WITHOUT ROWID;

-- AUTOINCREMENT: a version number, once given, is never given again.
CREATE TABLE import (
    version      INTEGER PRIMARY KEY AUTOINCREMENT,
    event        INTEGER NOT NULL REFERENCES event (key) ON DELETE CASCADE,
    file_name    TEXT NOT NULL,
    format       TEXT NOT NULL,
    content_hash BLOB NOT NULL CHECK (length(content_hash) = 32),
    added        INTEGER NOT NULL,
    changed      INTEGER NOT NULL,
    removed      INTEGER NOT NULL,
    imported_at  TEXT NOT NULL
) STRICT;

CREATE INDEX import_by_event ON import (event, version);

CREATE TABLE model (
    key  INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- A rowid table on purpose: WITHOUT ROWID would keep only a quarter page of a row in place and
-- give each vector of 384 numbers an overflow page of its own. Measured with 50,000 of them: 2.2
-- times the file, 7 times as long to save and 9 times as long to find.
-- `numbers` is `dim` little-endian f32.
CREATE TABLE vector (
    key          INTEGER PRIMARY KEY,
    model        INTEGER NOT NULL REFERENCES model (key) ON DELETE CASCADE,
    content_hash BLOB NOT NULL CHECK (length(content_hash) = 32),
    dim          INTEGER NOT NULL,
    numbers      BLOB NOT NULL CHECK (length(numbers) = 4 * dim),
    UNIQUE (model, content_hash)
) STRICT;
