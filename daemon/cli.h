// SPDX-License-Identifier: Apache-2.0
// The commands of `facefs`, one function each. They print to stdout and throw a sentence; `main` makes the exit code.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "daemon/evaluate.h"
#include "daemon/sort.h"

namespace facefs::cli {

enum class Form : unsigned char { text, json };

void wait(const std::filesystem::path& data, std::chrono::seconds patience);
void status(const std::filesystem::path& data, Form form);
void requests(const std::filesystem::path& data, Form form);
void people(const std::filesystem::path& data, Form form);
void explain(const std::filesystem::path& data, const std::string& photo, Form form, bool look_alike);
void enroll(const std::filesystem::path& data, const std::string& name, const std::vector<std::string>& photos,
            Form form);
void log(const std::filesystem::path& data, Form form);
void undo(const std::filesystem::path& data, std::size_t count);
void redo(const std::filesystem::path& data, std::size_t count);
void show(const std::filesystem::path& data, const std::string& name);
void merge(const std::filesystem::path& data, const std::string& name, const std::string& into);
void export_all(const std::filesystem::path& data, const std::filesystem::path& file);
void import_all(const std::filesystem::path& data, const std::filesystem::path& file);
void pin(const std::filesystem::path& data, const std::string& query, const std::string& name);
void rescan(const std::filesystem::path& data);
/// Prints each watched folder and its state.
void roots(const std::filesystem::path& data);
/// Tells facefsd that the photos which it holds back for that folder are gone for good.
void accept_absence(const std::filesystem::path& data, const std::filesystem::path& folder);
/// Returns the question that is put to the user before that person is erased. Throws ClientError if nobody has exactly
/// that name.
std::string what_forgetting_erases(const std::filesystem::path& data, const std::string& name, bool faces);
void forget(const std::filesystem::path& data, const std::string& name, bool faces);
void forget_face(const std::filesystem::path& data, const std::string& photo, const std::string& number);
void sort(const SortOrder& order, Form form);
void evaluate(const EvaluationOrder& order, Form form);

}  // namespace facefs::cli
