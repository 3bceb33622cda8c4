UPDATE staged_bill AS staged
   SET problems = coalesce(staged.problems, '[]') || jsonb_build_array(jsonb_build_object(
           'column', 'bill_number',
           'follows', true,
           'message', format('a line of bill "%%s" is refused on line %%s of bill_lines.csv. '
                             'Correct it there', staged.bill_number, refused.line)))
  FROM (SELECT bill_number, min(line) AS line
          FROM staged_bill_line WHERE problems IS NOT NULL GROUP BY bill_number) AS refused
 WHERE refused.bill_number = staged.bill_number
