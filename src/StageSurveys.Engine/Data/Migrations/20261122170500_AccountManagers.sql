-- Who may look after accounts, as the engine knows people: a sign-in's id, address and display name.
CREATE TABLE account_managers (
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    CONSTRAINT pk_account_managers PRIMARY KEY (id)
);
CREATE UNIQUE INDEX ix_account_managers_email ON account_managers (email);
