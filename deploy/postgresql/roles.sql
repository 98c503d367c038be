-- The three accounts of 依申 and its database; may be run again at any time, as a superuser.
--
--   yishen_owner   owns the tables: `yishen init` migrates with it, no service ever runs with it
--   yishen_app     web servers, workers, backup: on the append-only tables SELECT and INSERT alone
--   yishen_notary  reads the two logs and adds the checkpoints it signed
--
-- What each may do with which table is granted by the owner: yishen init --app-role yishen_app
-- --notary-role yishen_notary (workflow/record/roles.py).
\set ON_ERROR_STOP on

SELECT format('CREATE ROLE %I LOGIN', name)
FROM unnest(ARRAY['yishen_owner', 'yishen_app', 'yishen_notary']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

ALTER ROLE yishen_owner  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE yishen_app    NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE yishen_notary NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
    CONNECTION LIMIT 4;

SELECT 'CREATE DATABASE yishen OWNER yishen_owner TEMPLATE template0 ENCODING ''UTF8'''
       ' LOCALE ''C.UTF-8'''
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'yishen') \gexec

-- Apart from what must be kept: where PostgreSQL carries background work (YISHEN_QUEUE), and where
-- backups are tried out (monthly-drill.sh).
SELECT format('CREATE DATABASE %I OWNER yishen_app TEMPLATE template0 ENCODING ''UTF8'''
              ' LOCALE ''C.UTF-8''', name)
FROM unnest(ARRAY['yishen_queue', 'yishen_drill']) AS name
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = name) \gexec
REVOKE ALL ON DATABASE yishen_queue, yishen_drill FROM PUBLIC;

-- Nobody else comes in, and nobody but the owner makes anything in it.
REVOKE ALL ON DATABASE yishen FROM PUBLIC;
GRANT CONNECT ON DATABASE yishen TO yishen_app, yishen_notary;

-- A process that hangs in the middle of an act must not hold the row of a request for ever.
ALTER ROLE yishen_app    IN DATABASE yishen SET idle_in_transaction_session_timeout = '15min';
ALTER ROLE yishen_notary IN DATABASE yishen SET idle_in_transaction_session_timeout = '15min';
-- A migration that cannot get its locks gives up instead of standing in everybody's way.
ALTER ROLE yishen_owner  IN DATABASE yishen SET lock_timeout = '30s';

\connect yishen
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO yishen_app, yishen_notary;
