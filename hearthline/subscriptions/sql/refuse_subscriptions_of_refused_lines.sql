-- A name or number that somebody else has is told on the row that asks for it.
UPDATE staged_subscription AS staged
   SET problems = coalesce(staged.problems, '[]') || jsonb_build_array(jsonb_build_object(
           'column', 'service_identifier', 'message', wanted.problem))
  FROM line_to_take_over AS wanted
 WHERE wanted.problem IS NOT NULL AND wanted.line = staged.line
