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
        texts["Team"], texts["Person"], texts["Measure key"], texts["Measure"], texts["Item key"], texts["Item"], texts["Score"], texts["Score, low"], texts["Score, high"],
        texts["Raw mean"], texts["Raw mean, low"], texts["Raw mean, high"], "n", "n_eff", texts["Reliability key"], texts["Reliability"], texts["Own data (%)"],
        texts["Weight shown (%)"], texts["Customers at risk"], texts["Money at risk (€ a year)"], texts["Loss is measured"], texts["Journey key"], texts["Journey"], texts["Persona key"], texts["Persona"], texts["Channel chosen"], texts["Survey chosen"], texts["Account chosen"], texts["Segment chosen"], texts["From"], texts["To"],
        texts["Answers"], texts["Weighting"], texts["Scoring profile"], texts["Version"], texts["Read at"],
    ];

    // Columns from the key of the measure to whether a loss is measured.
    private const int Figures = 19;

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
        ];
        Line([texts["Journey"].Value, null, null, null, null, null, null, null, null, null], sheet.Figures);
        if (sheet.Nps is { } nps) Rate([texts["Journey"].Value, null, null, null, null, null, null, null, null, null], "nps", "NPS", nps);
        foreach (var group in sheet.Groups(grouping, x => Terms.Of(x), texts["No team"]))
        {
            if (group.Figures is { } figures)
                Line([texts["Stage"].Value, group.Columns[0].Stage.Key, group.Name, null, null, null, null, null, null, null], figures);
            foreach (var column in group.Columns) Column(column);
        }

        return table.ToBytes();

        void Add(object?[] where, object?[] figure) => table.Add([.. where, .. figure, .. new object?[Figures - figure.Length], .. about]);

        void Line(object?[] where, LineFigures figures)
        {
            foreach (var (dimension, line) in new[] { (Dimension.Goal, figures.Goal), (Dimension.Emotion, figures.Emotion), (Dimension.Problem, figures.Problem) })
                Add(where,
                [
                    dimension.Id(), MapWords.Name(dimension), null, null, line.Score, line.Low, line.High, null, null, null, null, null,
                    line.Score is null ? Id(Reliability.Insufficient) : null, line.Score is null ? MapWords.Badge(Reliability.Insufficient) : null, null,
                    line.Score is null ? null : 100 * line.Coverage, null,
                ]);
            if (figures.Index is { } index) Add(where, Single("index", texts["Index"], index));
            if (figures.Remembered is { } remembered) Add(where, Single("remembered", texts["Emotions, remembered"], remembered.Value));
        }

        void Rate(object?[] where, string key, string name, Rate rate) =>
            Add(where, [key, name, null, null, rate.Percent, rate.Low, rate.High, null, null, null, rate.N, null, null, null, null, null, null]);

        void Column(SheetColumn column)
        {
            var (at, detail) = (column.Touchpoint, column.Detail);
            object?[] where =
            [
                texts["Touchpoint"].Value, column.Stage.Key, column.Stage.Name.Here(), at.Key, at.Name.Here(), Terms.Of(at.Channel), at.IsKeyMoment, at.IsMandatory, at.OwnerTeam, at.OwnerPerson,
            ];
            foreach (var dimension in Dimensions.All)
            {
                var cell = column.Figures[dimension].Shown();
                Add(where,
                [
                    dimension.Id(), MapWords.Name(dimension), null, null, cell.Score, cell.ScoreLow, cell.ScoreHigh, cell.Mean, cell.Low, cell.High, cell.N, cell.NEff,
                    Id(cell.Badge), MapWords.Badge(cell.Badge), cell.OwnData, null, null,
                ]);
            }

            if (column.ResponseRate is { } rate) Rate(where, "response-rate", texts["Response rate (%)"], rate);
            foreach (var problem in detail.Problems)
                Add(where,
                [
                    "problem-share", texts["Share who report the problem (%)"].Value, problem.Id, problem.Label.Here(), problem.Share.Percent, problem.Share.Low, problem.Share.High, null, null, null,
                    problem.Share.N, null, null, null, null, null, problem.AtRisk?.Customers, problem.AtRisk?.Money, problem.AtRisk is { } risk ? !risk.Assumed : null,
                ]);
            foreach (var word in detail.Words)
                Add(where, ["emotion-word", texts["Emotion word, times chosen"].Value, word.Word, MapWords.Emotion(word.Word), null, null, null, null, null, null, word.Count, null, null, null, null, null, null]);
            foreach (var verbatim in detail.Verbatims)
                Add(where, ["verbatim", texts["Verbatim"].Value, verbatim.Locale, verbatim.Text, null, null, null, null, null, null, null, null, null, null, null, null, null]);
        }

        static object?[] Single(string key, string name, double value) =>
            [key, name, null, null, value, null, null, null, null, null, null, null, null, null, null, null, null];
    }

    private static string Id(Reliability badge) => badge.ToString().ToLowerInvariant();
}
