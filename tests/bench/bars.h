// SPDX-License-Identifier: Apache-2.0
// Measures a bar and prints it. Two ways of doing the same run in turns and in one process, so that other load on the
// machine meets both. The medians' ratio is the figure. Each bar is a line of JSON on stdout; table.py makes the table
// of them.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace facefs::bench {

inline constexpr int kRounds = 5;

/// Returns how many milliseconds `work` takes, by the wall clock.
inline double milliseconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.at(values.size() / 2);
}

struct Pair {
  double ours = 0;  ///< milliseconds, median
  double theirs = 0;
  double ratio() const { return ours / theirs; }
};

/// Runs both once to warm up, then in turns. Returns the medians.
inline Pair in_turns(const std::function<void()>& ours, const std::function<void()>& theirs, int rounds = kRounds) {
  ours();
  theirs();
  std::vector<double> a, b;
  for (int i = 0; i < rounds; ++i) {
    a.push_back(milliseconds_of(ours));
    b.push_back(milliseconds_of(theirs));
  }
  return {median(a), median(b)};
}

enum class Better { smaller, larger };

struct Bar {
  std::string id;    ///< B1 ... B13 of docs/benchmarks.md
  std::string what;  ///< a sentence: ours, and against what
  double figure = 0;
  double must = 0;
  double stretch = 0;
  Better better = Better::smaller;
  nlohmann::ordered_json counts = nlohmann::ordered_json::object();  ///< further figures: faces, bytes, requests, times
};

inline void tell(const Bar& bar) {
  const auto reaches = [&](double line) {
    return bar.better == Better::smaller ? bar.figure <= line : bar.figure >= line;
  };
  const char* verdict = reaches(bar.stretch) ? "stretch" : reaches(bar.must) ? "must" : "missed";
  std::cout << nlohmann::ordered_json{{"bar", bar.id},
                                      {"what", bar.what},
                                      {"figure", bar.figure},
                                      {"must", bar.must},
                                      {"stretch", bar.stretch},
                                      {"better", bar.better == Better::smaller ? "smaller" : "larger"},
                                      {"verdict", verdict},
                                      {"counts", bar.counts}}
                   .dump()
            << std::endl;
}

/// Returns the times of a pair, for the counts of its bar.
inline nlohmann::ordered_json times_of(const Pair& pair) {
  return {{"ms", std::round(pair.ours * 100) / 100}, {"peer_ms", std::round(pair.theirs * 100) / 100}};
}

}  // namespace facefs::bench
