UPDATE staged_bill AS staged
   SET problems = coalesce(staged.problems, '[]') || jsonb_build_array(jsonb_build_object(
           'column', CASE bill.source WHEN 'run' THEN 'bill_number' ELSE 'account_number' END,
           'message', CASE bill.source
               WHEN 'run' THEN format('bill "%%s" was issued by Hearthline and never changes. '
                                      'Give the imported bill another number', bill.number)
               ELSE format('bill "%%s" belongs to account "%%s". Give the new one another number',
                           bill.number, account.number) END))
  FROM billing_bill AS bill
  JOIN customers_account AS account ON account.id = bill.account_id
 WHERE bill.number = staged.bill_number
   AND (bill.source = 'run' OR account.number <> staged.account_number)
