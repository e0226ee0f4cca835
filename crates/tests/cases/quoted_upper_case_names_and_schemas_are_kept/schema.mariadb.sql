create table `Or``ders` (`Id` int primary key, `customerId` int not null, `order` int not null, note varchar(80) not null);
insert into `Or``ders` select seq, seq % 3000, seq, 'a note that makes the row as wide as rows are' from seq_1_to_30000;
analyze table `Or``ders` persistent for all;
