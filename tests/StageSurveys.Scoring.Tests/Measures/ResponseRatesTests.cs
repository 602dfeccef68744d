using StageSurveys.Scoring.Measures;

namespace StageSurveys.Scoring.Tests.Measures;

public sealed class ResponseRatesTests
{
    [Fact]
    public void The_worked_example_of_1000_people_who_were_asked()
    {
        // 180 complete, 40 partial, 30 refusals, 650 silent, 100 whose mail came back or is uncertain.
        var people = new AskedPeople(180, 40, 30, 650, 100);

        Assert.Equal((1000, 900), (people.Asked, people.Delivered));
        Assert.Equal(0.18, people.Rr1!.Value, 12);
        Assert.Equal(0.22, people.Rr2!.Value, 12);
        Assert.Equal(0.2, people.ByDelivered!.Value, 12);
    }

    [Fact]
    public void Nobody_asked_has_no_rate()
    {
        Assert.Equal((null, null, null), (default(AskedPeople).Rr1, default(AskedPeople).Rr2, default(AskedPeople).ByDelivered));
        Assert.Equal((0.0, null), (new AskedPeople(0, 0, 0, 0, 7).Rr1, new AskedPeople(0, 0, 0, 0, 7).ByDelivered));
    }
}
