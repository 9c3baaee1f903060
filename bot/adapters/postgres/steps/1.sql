-- Documents lie in one table. What may be asked for by equality and order stands in f1 to f4, as bytes that sort as
-- the port demands; which field of which table stands where is told by vbe.store.slots. Keys are the text's UTF-8
-- bytes: they sort alike under any collation, and may hold a NUL. leased, holder: who is at work on a due row.
CREATE TABLE vbe.docs (
    place text COLLATE "C" NOT NULL,
    key bytea NOT NULL,
    doc text NOT NULL,
    etag text COLLATE "C" NOT NULL,
    f1 bytea, f2 bytea, f3 bytea, f4 bytea,
    leased timestamptz,
    holder text,
    PRIMARY KEY (place, key)
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.01, autovacuum_analyze_scale_factor = 0.02);
CREATE INDEX docs_f1 ON vbe.docs (place, f1, key) WHERE f1 IS NOT NULL;
CREATE INDEX docs_f2 ON vbe.docs (place, f2, key) WHERE f2 IS NOT NULL;
CREATE INDEX docs_f3 ON vbe.docs (place, f3, key) WHERE f3 IS NOT NULL;
CREATE INDEX docs_f4 ON vbe.docs (place, f4, key) WHERE f4 IS NOT NULL;

-- One row about the store. era grows when documents were laid out anew: whoever still writes the old way is refused.
CREATE TABLE vbe.store (
    one boolean PRIMARY KEY CHECK (one),
    version integer NOT NULL,
    era integer NOT NULL,
    slots text NOT NULL
);
INSERT INTO vbe.store VALUES (true, 0, 0, '{}');

-- What only one of several instances does at a time.
CREATE TABLE vbe.leads (what text COLLATE "C" PRIMARY KEY, holder text NOT NULL, until timestamptz NOT NULL);

-- A commit: all rows or none, in one call and in the order given, which is the same for everybody. A wish is the etag
-- that a row must have, 'new' for none, or null; a document that is null is to be removed.
CREATE FUNCTION vbe.write(
    mine integer, places text[], keys bytea[], docs text[], etags text[], wishes text[],
    f1s bytea[], f2s bytea[], f3s bytea[], f4s bytea[]
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    w record;
    done boolean;
BEGIN
    LOCK TABLE vbe.docs IN ROW EXCLUSIVE MODE;  -- so that no one lays documents out anew between this and the rows
    IF NOT EXISTS (SELECT FROM vbe.store s WHERE s.era = mine) THEN
        RAISE EXCEPTION USING ERRCODE = 'VB002', MESSAGE = 'another era';
    END IF;
    FOR w IN SELECT * FROM unnest(places, keys, docs, etags, wishes, f1s, f2s, f3s, f4s)
        AS t(place, key, doc, etag, wish, f1, f2, f3, f4)
    LOOP
        done := true;
        IF w.doc IS NULL AND w.wish IS NULL THEN
            DELETE FROM vbe.docs d WHERE d.place = w.place AND d.key = w.key;
        ELSIF w.doc IS NULL AND w.wish = 'new' THEN
            done := NOT EXISTS (SELECT FROM vbe.docs d WHERE d.place = w.place AND d.key = w.key);
        ELSIF w.doc IS NULL THEN
            DELETE FROM vbe.docs d WHERE d.place = w.place AND d.key = w.key AND d.etag = w.wish;
            done := FOUND;
        ELSIF w.wish IS NULL THEN
            INSERT INTO vbe.docs AS d VALUES (w.place, w.key, w.doc, w.etag, w.f1, w.f2, w.f3, w.f4)
            ON CONFLICT (place, key) DO UPDATE SET doc = excluded.doc, etag = excluded.etag,
                f1 = excluded.f1, f2 = excluded.f2, f3 = excluded.f3, f4 = excluded.f4;
        ELSIF w.wish = 'new' THEN
            INSERT INTO vbe.docs VALUES (w.place, w.key, w.doc, w.etag, w.f1, w.f2, w.f3, w.f4)
            ON CONFLICT (place, key) DO NOTHING;
            done := FOUND;
        ELSE
            UPDATE vbe.docs d SET doc = w.doc, etag = w.etag, f1 = w.f1, f2 = w.f2, f3 = w.f3, f4 = w.f4
            WHERE d.place = w.place AND d.key = w.key AND d.etag = w.wish;
            done := FOUND;
        END IF;
        IF NOT done THEN
            RAISE EXCEPTION USING ERRCODE = 'VB001', MESSAGE = w.place;
        END IF;
    END LOOP;
END
$$;
