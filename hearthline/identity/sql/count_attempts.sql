INSERT INTO identity_attemptcount AS counted (key_hash, used, ends_at)
SELECT key_hash, 1, ends_at
FROM unnest(%(keys)s::bytea[], %(ends)s::timestamptz[]) AS attempt (key_hash, ends_at)
ON CONFLICT (key_hash) DO UPDATE SET
    used = CASE WHEN counted.ends_at <= %(now)s THEN 1 ELSE counted.used + 1 END,
    ends_at = CASE WHEN counted.ends_at <= %(now)s THEN excluded.ends_at ELSE counted.ends_at END
RETURNING key_hash, used
