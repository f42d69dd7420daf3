// SPDX-License-Identifier: Apache-2.0
// Reads pins: the queries that are kept as folders in together/.
#pragma once

#include <map>
#include <string>

#include "index/storage/table_reader.h"

namespace facefs {

class Pins : TableReader {
 public:
  explicit Pins(const Snapshot& snapshot) : TableReader(snapshot) {}

  std::map<std::string, std::string> all() const;  ///< name -> query
  std::optional<std::string> find(std::string_view name) const;
};

}  // namespace facefs
