// SPDX-License-Identifier: Apache-2.0
#include "daemon/read_with.h"

#include "index/storage/foreign_faces.h"
#include "index/storage/foreign_tables.h"
#include "index/storage/path_tables.h"

namespace facefs {

std::uint64_t remember(const Gallery& gallery, const ReadWith& now) {
  Update update(gallery);
  if (update.snapshot().text("models") != now.models) ForeignTables(update).read_with(now.models);
  if (update.snapshot().text("program") != now.program) PathTables(update).forget_failures(Reason::crashed);
  update.set_text("program", now.program);
  if (update.snapshot().text("limits") != now.limits) PathTables(update).forget_failures(Reason::too_large);
  update.set_text("limits", now.limits);
  const std::uint64_t foreign = ForeignFaces(update).count();
  update.commit();
  return foreign;
}

}  // namespace facefs
