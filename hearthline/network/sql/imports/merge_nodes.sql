INSERT INTO network_node AS node (code, name)
SELECT DISTINCT ON (node_code) node_code, coalesce(nullif(node_name, ''), node_code)
  FROM staged_connection
 WHERE problems IS NULL AND node_code <> ''
 ORDER BY node_code, (node_name <> '') DESC, line
ON CONFLICT (code) DO UPDATE SET name = excluded.name
 WHERE node.name <> excluded.name AND excluded.name <> excluded.code
