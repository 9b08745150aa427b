-- The agent whom a token belongs to: "my status" and "ring me" then mean hers. None for a program of the whole team.
ALTER TABLE tokens ADD COLUMN user_id INTEGER REFERENCES users (id);
