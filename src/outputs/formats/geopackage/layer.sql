-- What a layer has besides its rows, filled in when they are there. Placeholders are SQL names and
-- texts, quoted: {t} the table, {g} its geometry, {r} its index, {n} its name as text.

CREATE TRIGGER {r_insert} AFTER INSERT ON {t}
WHEN (NEW.{g} NOTNULL AND NOT ST_IsEmpty(NEW.{g}))
BEGIN
  INSERT OR REPLACE INTO {r} VALUES (
    NEW.fid, ST_MinX(NEW.{g}), ST_MaxX(NEW.{g}), ST_MinY(NEW.{g}), ST_MaxY(NEW.{g}));
END;

CREATE TRIGGER {r_update1} AFTER UPDATE OF {g} ON {t}
WHEN OLD.fid = NEW.fid AND (NEW.{g} NOTNULL AND NOT ST_IsEmpty(NEW.{g}))
BEGIN
  INSERT OR REPLACE INTO {r} VALUES (
    NEW.fid, ST_MinX(NEW.{g}), ST_MaxX(NEW.{g}), ST_MinY(NEW.{g}), ST_MaxY(NEW.{g}));
END;

CREATE TRIGGER {r_update2} AFTER UPDATE OF {g} ON {t}
WHEN OLD.fid = NEW.fid AND (NEW.{g} ISNULL OR ST_IsEmpty(NEW.{g}))
BEGIN
  DELETE FROM {r} WHERE id = OLD.fid;
END;

CREATE TRIGGER {r_update3} AFTER UPDATE ON {t}
WHEN OLD.fid != NEW.fid AND (NEW.{g} NOTNULL AND NOT ST_IsEmpty(NEW.{g}))
BEGIN
  DELETE FROM {r} WHERE id = OLD.fid;
  INSERT OR REPLACE INTO {r} VALUES (
    NEW.fid, ST_MinX(NEW.{g}), ST_MaxX(NEW.{g}), ST_MinY(NEW.{g}), ST_MaxY(NEW.{g}));
END;

CREATE TRIGGER {r_update4} AFTER UPDATE ON {t}
WHEN OLD.fid != NEW.fid AND (NEW.{g} ISNULL OR ST_IsEmpty(NEW.{g}))
BEGIN
  DELETE FROM {r} WHERE id IN (OLD.fid, NEW.fid);
END;

CREATE TRIGGER {r_delete} AFTER DELETE ON {t}
WHEN OLD.{g} NOTNULL
BEGIN
  DELETE FROM {r} WHERE id = OLD.fid;
END;

CREATE TRIGGER {count_insert} AFTER INSERT ON {t}
BEGIN
  UPDATE gpkg_ogr_contents SET feature_count = feature_count + 1
  WHERE lower(table_name) = lower({n});
END;

CREATE TRIGGER {count_delete} AFTER DELETE ON {t}
BEGIN
  UPDATE gpkg_ogr_contents SET feature_count = feature_count - 1
  WHERE lower(table_name) = lower({n});
END;
