DELETE FROM billing_billline AS line
 USING bill_to_import AS bill
 WHERE bill.bill_id = line.bill_id AND bill.has_new_lines AND NOT bill.is_new
