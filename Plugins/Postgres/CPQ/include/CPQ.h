// libpq, loaded when it is first asked for: nothing is linked, and no header of libpq is needed.
#pragma once
#include <stdbool.h>

typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;

/// Loads `library` ("libpq.so.5"). Why it can't be used, or NULL when it can. Call it before anything else; a second call with the same name is free.
const char *cpq_load(const char *library);

/// Whether libpq understands a connection string.
bool cpq_can_read(const char *conninfo);

/// Connects, blocking; the arrays end with NULL and `dbname` may be a connection string. NULL only without memory: ask `cpq_is_connected`.
PGconn *cpq_connect(const char *const *keywords, const char *const *values);
void cpq_finish(PGconn *connection);
bool cpq_is_connected(const PGconn *connection);
/// libpq's words on what went wrong last.
const char *cpq_error(const PGconn *connection);
/// Whether the server asked for a password; of a connection that failed, too.
bool cpq_used_password(const PGconn *connection);
const char *cpq_host(const PGconn *connection);
const char *cpq_port(const PGconn *connection);
const char *cpq_user(const PGconn *connection);
const char *cpq_database(const PGconn *connection);
/// 150004 for 15.4.
int cpq_server_version(const PGconn *connection);
/// What the server reported at the start: "server_encoding".
const char *cpq_parameter(const PGconn *connection, const char *name);

/// What the connection is in, as libpq's PGTransactionStatusType.
enum { CPQ_IDLE = 0, CPQ_ACTIVE = 1, CPQ_IN_TRANSACTION = 2, CPQ_IN_FAILED_TRANSACTION = 3, CPQ_UNKNOWN = 4 };
int cpq_transaction_status(const PGconn *connection);

/// Start something; `cpq_await` ends it. False when it could not be sent.
bool cpq_send_script(PGconn *connection, const char *sql);
bool cpq_send_prepare(PGconn *connection, const char *name, const char *sql, int count, const unsigned *types);
/// Runs a prepared statement, or `sql` itself when `name` is NULL. All parameters and results are binary.
bool cpq_send_execute(
  PGconn *connection, const char *name, const char *sql, int count, const unsigned *types, const char *const *values, const int *lengths);

/// Waits for the answer: the first failed result, else the last one; the caller frees it with `cpq_clear`.
/// NULL when the time is over or the connection is gone: then it must be finished.
PGresult *cpq_await(PGconn *connection, int timeout_milliseconds);

/// Runs `COPY … FROM STDIN` with these bytes from its beginning to its end; answers as `cpq_await`.
PGresult *cpq_copy_in(PGconn *connection, const char *sql, const char *data, int length, int timeout_milliseconds);

void cpq_clear(PGresult *result);
bool cpq_is_failure(const PGresult *result);
/// A field of an error by its letter: 'C' SQLSTATE, 'M' message, 'D' detail, 't' table, 'c' column. NULL when the server sent none.
const char *cpq_error_field(const PGresult *result, int letter);
const char *cpq_error_message(const PGresult *result);
/// "INSERT 0 1", "COMMIT".
const char *cpq_command(const PGresult *result);
/// Rows changed, as digits, or "".
const char *cpq_changed(const PGresult *result);
int cpq_row_count(const PGresult *result);
int cpq_column_count(const PGresult *result);
const char *cpq_column_name(const PGresult *result, int column);
unsigned cpq_column_type(const PGresult *result, int column);
bool cpq_is_null(const PGresult *result, int row, int column);
const char *cpq_value(const PGresult *result, int row, int column);
int cpq_length(const PGresult *result, int row, int column);
