namespace StageSurveys.Scoring;

/// <summary>A journey's cells in one dimension, to be scored together.</summary>
/// <param name="Stages">Stages in order.</param>
public sealed record JourneyCells(IReadOnlyList<StageCells> Stages);

/// <summary>A stage's cells.</summary>
/// <param name="Key">Key of the stage, unique in the journey.</param>
/// <param name="Touchpoints">Touchpoints in order.</param>
public sealed record StageCells(string Key, IReadOnlyList<TouchpointCells> Touchpoints);

/// <summary>A touchpoint's cells, one for each persona.</summary>
/// <param name="Key">Key of the touchpoint, unique in the journey.</param>
/// <param name="Personas">Every persona's cell, also those of "no persona", or the total is wrong. A persona without answers may be left out.</param>
/// <param name="KeyMoment">Weighs double in its stage.</param>
/// <param name="Mandatory">False when customers may go past it.</param>
/// <param name="Exposure">Share 0..1 of all customers that go through it when optional; null when not known.</param>
/// <param name="People">Different people over all personas where known; else responses are taken for people.</param>
/// <param name="Hide">True to hide the figure of everybody for a reason beyond this touchpoint, see <see cref="SuppressionTable"/>.</param>
public sealed record TouchpointCells(
    string Key,
    IReadOnlyList<PersonaCell> Personas,
    bool KeyMoment = false,
    bool Mandatory = true,
    double? Exposure = null,
    long? People = null,
    bool Hide = false);

/// <summary>The cell of one persona at one touchpoint.</summary>
/// <param name="Persona">Key of the persona.</param>
/// <param name="Sums">Its sums, decayed or of a window.</param>
/// <param name="Exposure">Share 0..1 of this persona that goes through the touchpoint when optional; null when not known.</param>
/// <param name="People">Different people where known; else responses are taken for people.</param>
/// <param name="Hide">True to hide the figure for a reason beyond this touchpoint, see <see cref="SuppressionTable"/>.</param>
public sealed record PersonaCell(string Persona, CellSums Sums, double? Exposure = null, long? People = null, bool Hide = false);

/// <summary>The line of one persona, or of all together, through a journey.</summary>
/// <param name="Touchpoints">Figure by key of the touchpoint; every touchpoint of the journey has one.</param>
/// <param name="Stages">Figure by key of the stage; every stage has one.</param>
/// <param name="Journey">Figure of the journey.</param>
public sealed record JourneyLine(
    IReadOnlyDictionary<string, CellScore> Touchpoints, IReadOnlyDictionary<string, StageScore> Stages, StageScore Journey);

/// <summary>A journey scored in one dimension.</summary>
/// <param name="Dimension">The dimension.</param>
/// <param name="All">Everybody together: the stage board.</param>
/// <param name="Personas">One line for each persona of the input: the persona maps.</param>
public sealed record JourneyScore(Dimension Dimension, JourneyLine All, IReadOnlyDictionary<string, JourneyLine> Personas);
