using System.Globalization;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;
using StageSurveys.Web.Features.Maps;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Exports;

/// <summary>
/// A board or map as a table of figures: a line for each figure, with keys that never change beside words in the language of the screen. A suppressed figure
/// has its line and its badge and nothing else.
/// </summary>
public sealed class CsvSheet(IStringLocalizer<ExportsText> texts)
{
    private readonly string[] heads =
    [
        texts["Level"], texts["Stage key"], texts["Stage"], texts["Touchpoint key"], texts["Touchpoint"], texts["Channel"], texts["Is key moment"], texts["Is mandatory"],
        texts["Team"], texts["Person"], .. CsvFigure.Heads(texts), texts["Journey key"], texts["Journey"], texts["Persona key"], texts["Persona"], texts["Channel chosen"],
        texts["Survey chosen"], texts["Account chosen"], texts["Segment chosen"], texts["From"], texts["To"], texts["Answers"], texts["Weighting"], texts["Scoring profile"],
        texts["Version"], texts["Read at"], texts["This period, from"], texts["This period, to"], texts["Period before, from"], texts["Period before, to"],
    ];

    public byte[] Write(ExportSheet sheet, Grouping grouping)
    {
        var table = new CsvTable(CultureInfo.CurrentCulture);
        table.Add([.. heads]);
        var scope = sheet.Journey.Scope;
        object?[] about =
        [
            sheet.Journey.Journey.Key, sheet.Journey.Journey.Name.Here(), sheet.Persona?.Key, sheet.Persona?.Name.Here() ?? texts["Everybody"].Value,
            scope.Channel is { } channel ? Terms.Of(channel) : null, scope.Survey?.Key, scope.Accounts?.Key, scope.Accounts?.Segment, scope.FromBeginning ? null : scope.From, scope.To,
            scope.Rule.ToString().ToLowerInvariant(), scope.Weighting.ToString().ToLowerInvariant(), sheet.Journey.Profile.Name, sheet.Version?.Number, sheet.MadeAt,
            sheet.Changes?.Periods.Now.From, sheet.Changes?.Periods.Now.To, sheet.Changes?.Periods.Before.From, sheet.Changes?.Periods.Before.To,
        ];
        object?[] whole = [texts["Journey"].Value, null, null, null, null, null, null, null, null, null];
        Line(whole, sheet.Figures, sheet.Badges, sheet.Changes?.Whole);
        if (sheet.Nps is { } nps) Add(whole, CsvFigure.Of("nps", "NPS", nps));
        foreach (var group in sheet.Groups(grouping, x => Terms.Of(x), texts["No team"]))
        {
            if (group.Stage is { } stage) Line(StageOf(stage), stage.Figures, stage.Badges, stage.Changes);
            foreach (var column in group.Columns) Column(column);
        }

        return table.ToBytes();

        void Add(object?[] where, CsvFigure figure) => table.Add([.. where, .. figure.Fields(), .. about]);

        object?[] StageOf(SheetStage stage) => [texts["Stage"].Value, stage.Stage.Key, stage.Stage.Name.Here(), null, null, null, null, null, null, null];

        void Line(object?[] where, LineFigures figures, IReadOnlyDictionary<Dimension, Reliability> badges, IReadOnlyDictionary<Dimension, FigureGap>? changes)
        {
            foreach (var dimension in Dimensions.All) Add(where, CsvFigure.Of(dimension, figures[dimension], badges[dimension]) with { Change = changes?.GetValueOrDefault(dimension) });
            if (figures.Index is { } index) Add(where, new("index", texts["Index"]) { Score = index });
            if (figures.Remembered is { } remembered) Add(where, new("remembered", texts["Emotions, remembered"]) { Score = remembered.Value });
        }

        void Column(SheetColumn column)
        {
            var (at, detail) = (column.Touchpoint, column.Detail);
            object?[] where =
            [
                texts["Touchpoint"].Value, column.Stage.Key, column.Stage.Name.Here(), at.Key, at.Name.Here(), Terms.Of(at.Channel), at.IsKeyMoment, at.IsMandatory, at.OwnerTeam, at.OwnerPerson,
            ];
            foreach (var dimension in Dimensions.All)
                Add(where, CsvFigure.Of(dimension, column.Figures[dimension]) with
                {
                    Age = column.Ages.GetValueOrDefault(dimension),
                    Assumed = column.Assumed?[dimension],
                    Test = column.Tests.GetValueOrDefault(dimension),
                    Change = column.Changes.GetValueOrDefault(dimension),
                });
            if (column.ResponseRate is { } rate) Add(where, CsvFigure.Of("response-rate", texts["Response rate (%)"], rate));
            if (detail.Goal.Reached is { } reached) Add(where, CsvFigure.Of("goal-reached", texts["Goal fully reached (%)"], reached));
            if (detail.Goal.Important is { } important) Add(where, CsvFigure.Of("goal-important", texts["Goal matters much (%)"], important));
            if (detail.Goal.Opportunity is { } opportunity) Add(where, new("opportunity", texts["Opportunity, 0 to 20"]) { Score = opportunity });
            foreach (var problem in detail.Problems)
                Add(where, CsvFigure.Of("problem-share", texts["Share who report the problem (%)"], problem.Share) with
                {
                    Item = problem.Id,
                    ItemName = problem.Label.Here(),
                    AtRisk = problem.AtRisk,
                    Silent = problem.SilentShare,
                });
            foreach (var word in detail.Words) Add(where, new("emotion-word", texts["Emotion word, times chosen"], word.Word, MapWords.Emotion(word.Word)) { N = word.Count });
            foreach (var verbatim in detail.Verbatims) Add(where, new("verbatim", texts["Verbatim"], verbatim.Locale, verbatim.Text));
            foreach (var lane in column.Notes)
                foreach (var (stage, text) in lane)
                    Add(stage is null ? where : StageOf(sheet.Stages.First(x => x.Stage.Id == column.Stage.Id)), new("note", texts["Note of the team"], lane.Key.ToString().ToLowerInvariant(), text.Here()));
            if (column.Assumed is { Reason.Length: > 0 } why) Add(where, new("assumption-reason", texts["Why it was assumed"], null, why.Reason));
        }
    }
}
