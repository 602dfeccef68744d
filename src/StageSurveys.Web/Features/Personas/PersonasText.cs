namespace StageSurveys.Web.Features.Personas;

/// <summary>Marks the texts of the personas' screens; the English text is the key.</summary>
public sealed class PersonasText;
