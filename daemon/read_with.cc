// SPDX-License-Identifier: Apache-2.0
#include "daemon/read_with.h"

#include "index/storage/path_tables.h"

namespace facefs {

bool was_read_by_other_models(const Gallery& gallery, const ReadWith& now) {
  const std::string before = Snapshot(gallery).text("models");
  return !before.empty() && before != now.models;
}

void remember(const Gallery& gallery, const ReadWith& now) {
  Update update(gallery);
  update.set_text("models", now.models);
  if (update.snapshot().text("program") != now.program) PathTables(update).forget_failures(Reason::crashed);
  update.set_text("program", now.program);
  if (update.snapshot().text("limits") != now.limits) PathTables(update).forget_failures(Reason::too_large);
  update.set_text("limits", now.limits);
  update.commit();
}

}  // namespace facefs
