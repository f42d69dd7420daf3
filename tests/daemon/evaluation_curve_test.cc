// SPDX-License-Identifier: Apache-2.0
#include "daemon/evaluation_curve.h"

#include <gmock/gmock.h>

namespace facefs::test {
namespace {

using testing::HasSubstr;
using testing::Not;

CurvePoint point(float moved, std::size_t right, std::size_t strangers) {
  CurvePoint point;
  point.moved = moved;
  point.counts.probes = point.counts.strangers = 1000;
  point.counts.right_certain = right;
  point.counts.stranger_certain = strangers;
  return point;
}

TEST(TheCurve, HasALineForEachEmbedderAndADotWhereFacefsStands) {
  const std::string svg =
      curve_svg({{"sface", {point(-0.1F, 500, 0), point(0, 1000, 1), point(0.1F, 1000, 1000)}}, {"dlib", {}}}, "5 < 6");
  EXPECT_THAT(svg, HasSubstr("points='60.0,200.0 180.0,40.0 540.0,40.0 '"))
      << "50 % and none, all and 0.1 %, all and all";
  EXPECT_THAT(svg, HasSubstr("<circle cx='180.0' cy='40.0'"));
  EXPECT_THAT(svg, HasSubstr(">sface</text>"));
  EXPECT_THAT(svg, HasSubstr(">dlib</text>"));
  EXPECT_THAT(svg, HasSubstr("5 &lt; 6"));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace facefs::test
