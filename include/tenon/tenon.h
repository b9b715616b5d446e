/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * libtenon: the WebAssembly Component Model as a C library. This header includes all others.
 *
 * Everything starts with a session (session.h). Work is done by calls that take the session and
 * give a tenon_status; what went wrong is asked from the session (diag.h).
 */
#ifndef TENON_TENON_H
#define TENON_TENON_H

#include <tenon/bindgen.h>
#include <tenon/component.h>
#include <tenon/component_model.h>
#include <tenon/componentize.h>
#include <tenon/compose.h>
#include <tenon/diag.h>
#include <tenon/inspect.h>
#include <tenon/session.h>
#include <tenon/wit.h>
#include <tenon/wit_model.h>

#endif
