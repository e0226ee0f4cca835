grant select on orders to :role; grant create on database :db to :role;
