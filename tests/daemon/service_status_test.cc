// SPDX-License-Identifier: Apache-2.0
#include "daemon/service_status.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace facefs::test {
namespace {

TEST(ServiceStatusTest, IsTakenOnceMoreWhenSomethingChangesWhileItIsTaken) {
  boost::asio::io_context loop;
  int times = 0;
  ServiceStatus* told = nullptr;
  ServiceStatus status(loop, [&] {
    if (++times == 1) told->changed();
    return nlohmann::ordered_json{{"state", "idle"},
                                  {"photos", times},
                                  {"read", times},
                                  {"failed", 0},
                                  {"people", 0},
                                  {"pending", 0},
                                  {"problems", nlohmann::ordered_json::array()}};
  });
  told = &status;
  status.changed();
  loop.run();
  EXPECT_EQ(times, 2);
}

}  // namespace
}  // namespace facefs::test
