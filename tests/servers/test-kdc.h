/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "test-process.h"

/* A real Kerberos server (MIT) on loopback, realm SIM.TEST, with alice (password s3cret) and the service HTTP/localhost. */

G_BEGIN_DECLS

#define TEST_REALM "SIM.TEST"

typedef struct {
  TestProcess *process;
  char  *folder;
  char  *configuration;   /* krb5.conf */
  char  *keytab;          /* of HTTP/localhost */
  char **environment;     /* for programs that talk to it */
} TestKdc;

/* Also sets KRB5_CONFIG of the test itself, and KRB5CCNAME to a file that is not there. Call it before there are threads. */
TestKdc *test_kdc_start         (void);
void     test_kdc_stop          (TestKdc *self);
void     test_kdc_add_user      (TestKdc *self, const char *name, const char *password);
void     test_kdc_administrate  (TestKdc *self, const char *query);   /* any command of kadmin.local */
/* Gets a ticket of alice's kind into the file that KRB5CCNAME of the test names; lifetime as for kinit, or NULL. */
void     test_kdc_kinit         (TestKdc *self, const char *name, const char *password, const char *lifetime);
void     test_kdc_kdestroy      (TestKdc *self);

G_END_DECLS
