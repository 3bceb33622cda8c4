-- The file may lack the column: then the day that is kept counts.
UPDATE staged_subscription AS staged
   SET problems = coalesce(staged.problems, '[]') || jsonb_build_array(jsonb_build_object(
           'column', 'ended_date',
           'message', format('%%s is before started_date, %%s. Correct one of the two',
                             staged.ended_date, staged.started_date)))
 WHERE staged.problems IS NULL AND staged.ended_date < staged.started_date
