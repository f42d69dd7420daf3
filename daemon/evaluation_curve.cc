// SPDX-License-Identifier: Apache-2.0
#include "daemon/evaluation_curve.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace facefs {
namespace {

// Pixels. The strangers' axis is logarithmic, from a hundredth of a percent to a hundred; the other one is even.
constexpr double kLeft = 60, kTop = 40, kWidth = 480, kHeight = 320;
constexpr double kLeast = 0.01, kDecades = 4;
constexpr std::array<const char*, 4> kColours = {"#1f6f8b", "#c8553d", "#588157", "#6d597a"};

double percent(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

double x_of(double strangers) {
  return kLeft + kWidth * std::log10(std::max(strangers, kLeast) / kLeast) / kDecades;
}
double y_of(double right) {
  return kTop + kHeight * (1 - right / 100);
}
double x_of(const CurvePoint& point) {
  return x_of(percent(point.counts.stranger_certain, point.counts.strangers));
}
double y_of(const CurvePoint& point) {
  return y_of(percent(point.counts.right_certain, point.counts.probes));
}

std::string text_of(const char* form, auto... values) {
  std::array<char, 300> text;
  std::snprintf(text.data(), text.size(), form, values...);
  return text.data();
}

std::string in_xml(const std::string& text) {
  std::string safe;
  for (const char c : text) safe += c == '&' ? "&amp;" : c == '<' ? "&lt;" : std::string(1, c);
  return safe;
}

std::string axes() {
  std::string drawn;
  for (int decade = 0; decade <= static_cast<int>(kDecades); ++decade) {
    const double strangers = kLeast * std::pow(10, decade), x = x_of(strangers);
    drawn += text_of("<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='#ddd'/>\n", x, kTop, x, kTop + kHeight);
    drawn += text_of("<text x='%.1f' y='%.1f' text-anchor='middle'>%g</text>\n", x, kTop + kHeight + 18, strangers);
  }
  for (int right = 0; right <= 100; right += 20) {
    const double y = y_of(right);
    drawn += text_of("<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='#ddd'/>\n", kLeft, y, kLeft + kWidth, y);
    drawn += text_of("<text x='%.1f' y='%.1f' text-anchor='end'>%d</text>\n", kLeft - 8, y + 4, right);
  }
  drawn += text_of("<text x='%.1f' y='%.1f' text-anchor='middle'>strangers certain, %% (0 is drawn at 0.01)</text>\n",
                   kLeft + kWidth / 2, kTop + kHeight + 38);
  drawn +=
      text_of("<text x='16' y='%.1f' text-anchor='middle' transform='rotate(-90 16 %.1f)'>right, certain, %%</text>\n",
              kTop + kHeight / 2, kTop + kHeight / 2);
  return drawn;
}

std::string line_of(const NamedCurve& curve, std::size_t number) {
  const char* const colour = kColours[number % kColours.size()];
  std::string drawn = text_of("<polyline fill='none' stroke='%s' stroke-width='2' points='", colour);
  for (const CurvePoint& point : curve.points) drawn += text_of("%.1f,%.1f ", x_of(point), y_of(point));
  drawn += "'/>\n";
  for (const CurvePoint& point : curve.points)
    if (std::abs(point.moved) < 1e-6F)
      drawn += text_of("<circle cx='%.1f' cy='%.1f' r='5' fill='%s'/>\n", x_of(point), y_of(point), colour);
  const double y = kTop + kHeight - 12 - 18 * static_cast<double>(number);
  drawn += text_of("<text x='%.1f' y='%.1f' text-anchor='end' fill='%s'>", kLeft + kWidth - 8, y, colour);
  return drawn + in_xml(curve.name) + "</text>\n";
}

}  // namespace

std::string curve_svg(const std::vector<NamedCurve>& curves, const std::string& title) {
  std::string svg =
      "<svg xmlns='http://www.w3.org/2000/svg' width='580' height='420' font-family='sans-serif' font-size='12'>\n"
      "<rect width='100%' height='100%' fill='white'/>\n";
  svg += text_of("<text x='%.1f' y='22' font-size='14'>", kLeft) + in_xml(title) + "</text>\n" + axes();
  for (std::size_t i = 0; i < curves.size(); ++i) svg += line_of(curves[i], i);
  return svg + "</svg>\n";
}

}  // namespace facefs
