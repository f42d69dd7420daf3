// SPDX-License-Identifier: Apache-2.0
// Writes pins: the queries that are kept as folders in together/.
#pragma once

#include <string>

#include "index/storage/table_writer.h"

namespace facefs {

class PinTables : TableWriter {
 public:
  explicit PinTables(Update& update) : TableWriter(update) {}

  void put(const std::string& name, const std::string& query);
  void erase(const std::string& name);
};

}  // namespace facefs
