-- Agendas that visitors subscribe to. Nothing about the person: who knows the secret reads the list,
-- and only its hash is here. `last_read_on` is a day and no finer: it serves to drop what nobody
-- reads. Talks are named by their ids, because rows of `talk` are written anew by every import.
CREATE TABLE agenda (
    key          INTEGER PRIMARY KEY,
    hash         BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    event        INTEGER NOT NULL REFERENCES event (key) ON DELETE CASCADE,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    last_read_on TEXT NOT NULL
) STRICT;

CREATE INDEX agenda_by_reading ON agenda (last_read_on, key);
CREATE INDEX agenda_by_event ON agenda (event);

CREATE TABLE agenda_talk (
    agenda   INTEGER NOT NULL REFERENCES agenda (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    talk     TEXT NOT NULL,
    PRIMARY KEY (agenda, position)
) STRICT, WITHOUT ROWID;
