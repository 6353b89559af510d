#include "CPQ.h"

#include <dlfcn.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

typedef struct conninfo_option ConninfoOption;
typedef void (*NoticeProcessor)(void *, const char *);

// Every function of libpq that is used: result type, name, parameters.
#define FUNCTIONS(F) \
  F(ConninfoOption *, PQconninfoParse, (const char *, char **)) \
  F(void, PQconninfoFree, (ConninfoOption *)) \
  F(void, PQfreemem, (void *)) \
  F(PGconn *, PQconnectdbParams, (const char *const *, const char *const *, int)) \
  F(void, PQfinish, (PGconn *)) \
  F(int, PQstatus, (const PGconn *)) \
  F(char *, PQerrorMessage, (const PGconn *)) \
  F(int, PQconnectionUsedPassword, (const PGconn *)) \
  F(char *, PQhost, (const PGconn *)) \
  F(char *, PQport, (const PGconn *)) \
  F(char *, PQuser, (const PGconn *)) \
  F(char *, PQdb, (const PGconn *)) \
  F(int, PQserverVersion, (const PGconn *)) \
  F(const char *, PQparameterStatus, (const PGconn *, const char *)) \
  F(int, PQtransactionStatus, (const PGconn *)) \
  F(int, PQsocket, (const PGconn *)) \
  F(int, PQsetnonblocking, (PGconn *, int)) \
  F(NoticeProcessor, PQsetNoticeProcessor, (PGconn *, NoticeProcessor, void *)) \
  F(int, PQsendQuery, (PGconn *, const char *)) \
  F(int, PQsendPrepare, (PGconn *, const char *, const char *, int, const unsigned *)) \
  F(int, PQsendQueryPrepared, (PGconn *, const char *, int, const char *const *, const int *, const int *, int)) \
  F(int, PQsendQueryParams, (PGconn *, const char *, int, const unsigned *, const char *const *, const int *, const int *, int)) \
  F(int, PQputCopyData, (PGconn *, const char *, int)) \
  F(int, PQputCopyEnd, (PGconn *, const char *)) \
  F(int, PQflush, (PGconn *)) \
  F(int, PQconsumeInput, (PGconn *)) \
  F(int, PQisBusy, (PGconn *)) \
  F(PGresult *, PQgetResult, (PGconn *)) \
  F(void, PQclear, (PGresult *)) \
  F(int, PQresultStatus, (const PGresult *)) \
  F(char *, PQresultErrorField, (const PGresult *, int)) \
  F(char *, PQresultErrorMessage, (const PGresult *)) \
  F(char *, PQcmdStatus, (PGresult *)) \
  F(char *, PQcmdTuples, (PGresult *)) \
  F(int, PQntuples, (const PGresult *)) \
  F(int, PQnfields, (const PGresult *)) \
  F(char *, PQfname, (const PGresult *, int)) \
  F(unsigned, PQftype, (const PGresult *, int)) \
  F(int, PQgetisnull, (const PGresult *, int, int)) \
  F(char *, PQgetvalue, (const PGresult *, int, int)) \
  F(int, PQgetlength, (const PGresult *, int, int))

// Values of libpq's enums, which its ABI fixes.
enum { CONNECTION_OK = 0, EMPTY_QUERY = 0, COMMAND_OK = 1, TUPLES_OK = 2, COPY_OUT = 3, COPY_IN = 4, COPY_BOTH = 8 };
enum { PARAMETERS_MAX = 256, COPY_PART = 65536 };

#define DECLARE(R, N, A) static R(*lib_##N) A;
FUNCTIONS(DECLARE)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char loaded[128];
static char problem[512];

static bool bind_functions(void *library) {
#define BIND(R, N, A) \
  if (!(lib_##N = (R(*) A)dlsym(library, #N))) { \
    snprintf(problem, sizeof problem, "it has no function " #N); \
    return false; \
  }
  FUNCTIONS(BIND)
  return true;
}

const char *cpq_load(const char *name) {
  pthread_mutex_lock(&lock);
  bool is_loaded = strcmp(loaded, name) == 0;
  if (!is_loaded) {
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library) {
      is_loaded = bind_functions(library);
      if (is_loaded) snprintf(loaded, sizeof loaded, "%s", name);
    } else {
      const char *error = dlerror();
      snprintf(problem, sizeof problem, "%s", error ? error : "dlopen failed");
    }
  }
  pthread_mutex_unlock(&lock);
  return is_loaded ? NULL : problem;
}

bool cpq_can_read(const char *conninfo) {
  char *error = NULL;
  ConninfoOption *options = lib_PQconninfoParse(conninfo, &error);
  if (error) lib_PQfreemem(error);
  if (!options) return false;
  lib_PQconninfoFree(options);
  return true;
}

static void ignore_notice(void *context, const char *message) {
  (void)context;
  (void)message;
}

PGconn *cpq_connect(const char *const *keywords, const char *const *values) {
  PGconn *connection = lib_PQconnectdbParams(keywords, values, 1);
  if (connection && cpq_is_connected(connection)) {
    lib_PQsetNoticeProcessor(connection, ignore_notice, NULL);
    lib_PQsetnonblocking(connection, 1);
  }
  return connection;
}

void cpq_finish(PGconn *connection) { lib_PQfinish(connection); }
bool cpq_is_connected(const PGconn *connection) { return lib_PQstatus(connection) == CONNECTION_OK; }
const char *cpq_error(const PGconn *connection) { return lib_PQerrorMessage(connection); }
bool cpq_used_password(const PGconn *connection) { return lib_PQconnectionUsedPassword(connection); }
const char *cpq_host(const PGconn *connection) { return lib_PQhost(connection); }
const char *cpq_port(const PGconn *connection) { return lib_PQport(connection); }
const char *cpq_user(const PGconn *connection) { return lib_PQuser(connection); }
const char *cpq_database(const PGconn *connection) { return lib_PQdb(connection); }
int cpq_server_version(const PGconn *connection) { return lib_PQserverVersion(connection); }
const char *cpq_parameter(const PGconn *connection, const char *name) { return lib_PQparameterStatus(connection, name); }
int cpq_transaction_status(const PGconn *connection) { return lib_PQtransactionStatus(connection); }

bool cpq_send_script(PGconn *connection, const char *sql) { return lib_PQsendQuery(connection, sql); }

bool cpq_send_prepare(PGconn *connection, const char *name, const char *sql, int count, const unsigned *types) {
  return lib_PQsendPrepare(connection, name, sql, count, types);
}

bool cpq_send_execute(
  PGconn *connection, const char *name, const char *sql, int count, const unsigned *types, const char *const *values, const int *lengths) {
  if (count > PARAMETERS_MAX) return false;
  int formats[PARAMETERS_MAX];
  for (int i = 0; i < count; i++) formats[i] = 1;
  if (name) return lib_PQsendQueryPrepared(connection, name, count, values, lengths, formats, 1);
  return lib_PQsendQueryParams(connection, sql, count, types, values, lengths, formats, 1);
}

static long long now_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// Until the socket can be read, or also written. False when the time is over.
static bool wait_for(PGconn *connection, short events, long long deadline) {
  struct pollfd socket = {.fd = lib_PQsocket(connection), .events = events};
  for (;;) {
    long long left = deadline - now_milliseconds();
    int ready = poll(&socket, 1, left > 0 ? (int)left : 0);
    if (ready > 0) return true;
    if (ready == 0 && left <= 0) return false;
  }
}

static bool flush(PGconn *connection, long long deadline) {
  int state;
  while ((state = lib_PQflush(connection)) == 1) {
    if (!wait_for(connection, POLLIN | POLLOUT, deadline)) return false;
    // The server may have to be read from before it reads on.
    if (!lib_PQconsumeInput(connection)) return false;
  }
  return state == 0;
}

PGresult *cpq_await(PGconn *connection, int timeout_milliseconds) {
  long long deadline = now_milliseconds() + timeout_milliseconds;
  PGresult *kept = NULL;
  // A server that ended the connection may have said why: that is read even when nothing can be sent any more.
  bool is_flushed = flush(connection, deadline);
  if (!is_flushed && now_milliseconds() >= deadline) return NULL;
  for (;;) {
    while (lib_PQisBusy(connection)) {
      if (!wait_for(connection, POLLIN, deadline)) {
        lib_PQclear(kept);
        return NULL;
      }
      if (!lib_PQconsumeInput(connection)) break;
    }
    PGresult *next = lib_PQgetResult(connection);
    if (!next) return kept;
    int status = lib_PQresultStatus(next);
    if (kept && cpq_is_failure(kept)) {
      lib_PQclear(next);
    } else {
      lib_PQclear(kept);
      kept = next;
    }
    // Whoever asked for copying goes on from here; its results would come without end.
    if (status == COPY_IN || status == COPY_OUT || status == COPY_BOTH) return kept;
  }
}

PGresult *cpq_copy_in(PGconn *connection, const char *sql, const char *data, int length, int timeout_milliseconds) {
  long long deadline = now_milliseconds() + timeout_milliseconds;
  if (!cpq_send_script(connection, sql)) return NULL;
  PGresult *start = cpq_await(connection, timeout_milliseconds);
  if (!start || lib_PQresultStatus(start) != COPY_IN) return start;
  lib_PQclear(start);
  for (int sent = 0; sent < length;) {
    int part = length - sent < COPY_PART ? length - sent : COPY_PART;
    int state = lib_PQputCopyData(connection, data + sent, part);
    if (state < 0 || (state == 0 && !flush(connection, deadline))) return NULL;
    if (state == 1) sent += part;
  }
  int state;
  while ((state = lib_PQputCopyEnd(connection, NULL)) == 0)
    if (!flush(connection, deadline)) return NULL;
  long long left = deadline - now_milliseconds();
  return state < 0 ? NULL : cpq_await(connection, left > 0 ? (int)left : 0);
}

void cpq_clear(PGresult *result) { lib_PQclear(result); }

bool cpq_is_failure(const PGresult *result) {
  int status = lib_PQresultStatus(result);
  return status != COMMAND_OK && status != TUPLES_OK && status != EMPTY_QUERY;
}

const char *cpq_error_field(const PGresult *result, int letter) { return lib_PQresultErrorField(result, letter); }
const char *cpq_error_message(const PGresult *result) { return lib_PQresultErrorMessage(result); }
const char *cpq_command(const PGresult *result) { return lib_PQcmdStatus((PGresult *)result); }
const char *cpq_changed(const PGresult *result) { return lib_PQcmdTuples((PGresult *)result); }
int cpq_row_count(const PGresult *result) { return lib_PQntuples(result); }
int cpq_column_count(const PGresult *result) { return lib_PQnfields(result); }
const char *cpq_column_name(const PGresult *result, int column) { return lib_PQfname(result, column); }
unsigned cpq_column_type(const PGresult *result, int column) { return lib_PQftype(result, column); }
bool cpq_is_null(const PGresult *result, int row, int column) { return lib_PQgetisnull(result, row, column); }
const char *cpq_value(const PGresult *result, int row, int column) { return lib_PQgetvalue(result, row, column); }
int cpq_length(const PGresult *result, int row, int column) { return lib_PQgetlength(result, row, column); }
