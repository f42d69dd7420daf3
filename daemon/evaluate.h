// SPDX-License-Identifier: Apache-2.0
// `facefs evaluate`: how well the photos of a labelled folder are recognised (index/faces/evaluation.h), with no
// daemon.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "daemon/labelled_photos.h"
#include "models/networks.h"

namespace facefs {

struct EvaluationOrder {
  LabelledFolders labelled;
  std::filesystem::path curve;  ///< a file to draw right names against strangers in; empty: none
  Networks networks;
  std::optional<EmbedderEngine> compare_with{};  ///< also read with this one, and count the decisions that differ
  std::size_t people = 0;                        ///< enrolled in a split; 0: half of them, ten at most
  std::vector<std::size_t> references;  ///< photos that teach each person; the figures have a row for each number
  std::size_t splits = 20;
};

/// Returns the figures; shares are in percent. Throws std::runtime_error with a sentence when there is nothing to work
/// with.
nlohmann::ordered_json evaluate(const EvaluationOrder& order);

/// Returns the figures as a table for people.
std::string evaluation_table(const nlohmann::ordered_json& figures);

}  // namespace facefs
