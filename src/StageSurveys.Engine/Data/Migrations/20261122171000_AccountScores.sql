-- What an account's contacts say together, and the accounts whose figures are to be made anew.
CREATE TABLE account_scores (
    account_id uuid NOT NULL,
    day date NOT NULL,
    profile integer NOT NULL,
    contacts integer NOT NULL,
    heard integer NOT NULL,
    answers integer NOT NULL,
    last_answered_at timestamp with time zone,
    score double precision,
    low double precision,
    high double precision,
    effective_n double precision,
    weighted_score double precision,
    weighted_low double precision,
    weighted_high double precision,
    weighted_effective_n double precision,
    change double precision,
    change_p double precision,
    CONSTRAINT pk_account_scores PRIMARY KEY (account_id),
    CONSTRAINT fk_account_scores_accounts_account_id FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);

CREATE TABLE accounts_to_score (
    id bigint GENERATED ALWAYS AS IDENTITY,
    account_id uuid NOT NULL,
    CONSTRAINT pk_accounts_to_score PRIMARY KEY (id)
);
