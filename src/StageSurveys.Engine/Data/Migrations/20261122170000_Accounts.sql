-- Client companies, and which customers are their contacts.
CREATE TABLE accounts (
    id uuid NOT NULL,
    key text NOT NULL,
    name text NOT NULL,
    segment text,
    value_per_year numeric(14,2),
    manager_id uuid,
    manager_name text,
    parent_id uuid,
    renews_on date,
    attributes jsonb NOT NULL DEFAULT '{}',
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    CONSTRAINT pk_accounts PRIMARY KEY (id),
    CONSTRAINT fk_accounts_accounts_parent_id FOREIGN KEY (parent_id) REFERENCES accounts (id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX ix_accounts_key ON accounts (key);
CREATE INDEX ix_accounts_manager_id ON accounts (manager_id);
CREATE INDEX ix_accounts_parent_id ON accounts (parent_id);

CREATE TABLE account_contacts (
    account_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    role text NOT NULL,
    influence numeric(4,2) NOT NULL DEFAULT 1,
    left_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_account_contacts PRIMARY KEY (account_id, customer_id),
    CONSTRAINT ck_account_contacts_influence CHECK (influence BETWEEN 0.10 AND 10),
    CONSTRAINT fk_account_contacts_accounts_account_id FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
    CONSTRAINT fk_account_contacts_customers_customer_id FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
);
CREATE INDEX ix_account_contacts_customer_id ON account_contacts (customer_id);

-- Customers that were told with their company are its contacts already.
INSERT INTO accounts (id, key, name, created_at, updated_at)
SELECT gen_random_uuid(), account_ref, account_ref, min(created_at), min(created_at) FROM customers WHERE account_ref <> '' GROUP BY account_ref;
INSERT INTO account_contacts (account_id, customer_id, role, created_at)
SELECT a.id, c.id, CASE WHEN c.role IN ('decision-maker', 'sponsor', 'user', 'finance', 'operations') THEN c.role ELSE 'other' END, c.created_at FROM customers c JOIN accounts a ON a.key = c.account_ref;
