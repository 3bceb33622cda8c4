UPDATE staged_account AS staged
   SET problems = coalesce(staged.problems, '[]') || jsonb_build_array(jsonb_build_object(
           'column', 'account_number',
           'message', format('the books of account "%%s" are kept in %%s, this import is in %%s. '
                             'Import it with the currency it has',
                             account.number, account.currency, %(currency)s::text)))
  FROM customers_account AS account
 WHERE account.number = staged.account_number AND account.currency <> %(currency)s
