/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/html-chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

using namespace ns3::dhcpbackup;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

namespace
{

const double NOTHING = std::numeric_limits<double>::quiet_NaN();

/// Two designs over four minutes, a fault in the second.
Chart
Example()
{
    Chart chart;
    chart.title = "Subscribers";
    chart.xLabel = "time [min]";
    chart.yLabel = "subscribers";
    chart.x = {0, 1, 2, 4};
    chart.series = {{"plain", 0, {0, 50, 100, 0}, {}, {}}, {"a<b", 7, {0, NOTHING, 25, 0}, {}, {}}};
    chart.bands = {{1, 2, "server-crash"}};
    return chart;
}

} // namespace

TEST(HtmlChart, TextIsEscaped)
{
    EXPECT_EQ(HtmlText("a<b & \"c\">"), "a&lt;b &amp; &quot;c&quot;&gt;");
}

TEST(HtmlChart, NumbersAreReadable)
{
    EXPECT_EQ(ReadableNumber(0), "0");
    EXPECT_EQ(ReadableNumber(0.04), "0.04");
    EXPECT_EQ(ReadableNumber(999.96), "1000");
    EXPECT_EQ(ReadableNumber(1000), "1,000");
    EXPECT_EQ(ReadableNumber(1825042.4), "1,825,042");
    EXPECT_EQ(ReadableNumber(-123456), "-123,456");
    EXPECT_EQ(ReadableNumber(-1234), "-1,234");
}

TEST(HtmlChart, TicksAreRoundAndInside)
{
    EXPECT_THAT(RoundTicks(0, 108, 5), ElementsAre(0, 50, 100));
    EXPECT_THAT(RoundTicks(0, 1, 5), ElementsAre(0, 0.2, 0.4, 0.6000000000000001, 0.8, 1));
    EXPECT_THAT(RoundTicks(-20, 300, 8), ElementsAre(0, 50, 100, 150, 200, 250, 300));
    EXPECT_EQ(std::signbit(RoundTicks(-20, 300, 8)[0]), false);
    EXPECT_THAT(RoundTicks(0, 295, 8), ElementsAre(0, 50, 100, 150, 200, 250));
}

TEST(HtmlChart, LinesAreWhereTheirValuesAreAndGapsStay)
{
    const std::string html = ChartHtml(Example());
    // 100 is the highest value, with 8 % of room above: 300 (1 - 100 / 108) = 22.2.
    EXPECT_THAT(html,
                HasSubstr("class=\"line c0 d0\" style=\"stroke-width:4.5\" "
                          "d=\"M0.0 300.0L250.0 161.1L500.0 22.2L1000.0 300.0\""));
    EXPECT_THAT(html,
                HasSubstr("class=\"line c1 d1\" style=\"stroke-width:1.8\" "
                          "d=\"M0.0 300.0M500.0 230.6L1000.0 300.0\""));
    EXPECT_THAT(html, HasSubstr("<rect class=\"fault\" x=\"250.0\" y=\"0\" width=\"250.0\""));
    EXPECT_THAT(html, HasSubstr("style=\"left:25.00%\">server-crash</span>"));
}

TEST(HtmlChart, MillionsAreShortBesideAnAxis)
{
    Chart chart = Example();
    chart.series = {{"plain", 0, {0, 2e6, 0, 0}, {}, {}}};
    EXPECT_THAT(ChartHtml(chart), HasSubstr(">1.5 M</span>"));
    EXPECT_THAT(ChartHtml(chart), HasSubstr(">500,000</span>"));
}

TEST(HtmlChart, TellsWhatItShowsToThoseWhoDoNotSeeIt)
{
    EXPECT_THAT(ChartHtml(Example()),
                HasSubstr("aria-label=\"Subscribers. plain: at most 100, at 2. a&lt;b: at most 25, "
                          "at 2. To the right: time [min]; upwards: subscribers.\""));
}

TEST(HtmlChart, HasItsNumbersForTheScript)
{
    EXPECT_THAT(ChartHtml(Example()),
                HasSubstr("{\"x\":[0,1,2,4],\"y\":[[0,50,100,0],[0,null,25,0]]}</script>"));
}

TEST(HtmlChart, BandsGoThereAboveAndBackBelow)
{
    Chart chart = Example();
    chart.series = {{"plain", 2, {0, 50, 50, 0}, {-5, 40, NOTHING, 0}, {5, 100, NOTHING, 0}}};
    EXPECT_THAT(ChartHtml(chart),
                HasSubstr("<path class=\"around f2\" d=\"M0.0 286.1L250.0 22.2L1000.0 300.0"
                          "L1000.0 300.0L250.0 188.9L0.0 300.0Z\"/>"));
    EXPECT_THAT(ChartHtml(Example()), Not(HasSubstr("around")));
}

TEST(HtmlChart, WithoutValuesIsStillAChart)
{
    Chart chart = Example();
    chart.series = {{"plain", 0, {NOTHING, NOTHING, NOTHING, NOTHING}, {}, {}}};
    EXPECT_THAT(ChartHtml(chart), HasSubstr("plain: nothing to show."));
    chart.x.clear();
    chart.series.clear();
    chart.bands.clear();
    EXPECT_THAT(ChartHtml(chart), Not(HasSubstr("nan")));
}
