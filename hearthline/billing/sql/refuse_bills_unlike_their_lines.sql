-- What a bill would consist of: the lines of the file or, where it has none, those it has already.
WITH lines AS (
    SELECT bill_number, sum(amount + tax) AS total_minor, count(*) AS lines
      FROM staged_bill_line
     GROUP BY bill_number
), kept AS (
    SELECT bill.number AS bill_number, sum(line.amount_minor) AS total_minor, count(*) AS lines
      FROM staged_bill AS staged
      JOIN billing_bill AS bill ON bill.number = staged.bill_number
      JOIN billing_billline AS line ON line.bill_id = bill.id
     WHERE NOT EXISTS (SELECT FROM lines WHERE lines.bill_number = staged.bill_number)
     GROUP BY bill.number
    -- One line that repeats the total was ours; it follows the total.
    HAVING count(*) > 1 OR bool_or(line.cause <> 'total')
)
UPDATE staged_bill AS staged
   SET problems = coalesce(staged.problems, '[]') || jsonb_build_array(jsonb_build_object(
           'column', 'total',
           'message', CASE WHEN parts.lines > 30000
               THEN format('bill "%%s" has %%s lines. Give it at most 30000', staged.bill_number,
                           parts.lines)
               ELSE format('the lines of bill "%%s" in %%s sum to %%s, not to %%s. Correct the total '
                           'or the lines', staged.bill_number, parts.place,
                           round(parts.total_minor / 10::numeric ^ %(digits)s, %(digits)s),
                           round(staged.total / 10::numeric ^ %(digits)s, %(digits)s)) END))
  FROM (SELECT *, 'bill_lines.csv' AS place FROM lines
        UNION ALL
        SELECT *, 'an earlier import' FROM kept) AS parts
 WHERE staged.problems IS NULL
   AND parts.bill_number = staged.bill_number
   AND (parts.total_minor <> staged.total OR parts.lines > 30000)
