begin isolation level repeatable read; select count(*) from orders; select txid_current();
