grant select on orders to :role;
