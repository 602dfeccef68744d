using Microsoft.Extensions.DependencyInjection;

namespace StageSurveys.Engine.Surveys;

/// <summary>Registers the use cases of surveys.</summary>
public static class SurveysSetup
{
    /// <summary>Adds the feature.</summary>
    public static IServiceCollection AddSurveys(this IServiceCollection services) => services
        .AddSingleton<BrandSettings>().AddSingleton<PublishedDefinitions>()
        .AddSingleton<CreateSurvey>().AddSingleton<ImportSurvey>().AddSingleton<DuplicateSurvey>().AddSingleton<RenameSurvey>()
        .AddSingleton<ArchiveSurvey>().AddSingleton<RestoreSurvey>()
        .AddSingleton<SaveSurveyDraft>().AddSingleton<CheckSurvey>().AddSingleton<PublishSurvey>().AddSingleton<ExportSurvey>()
        .AddSingleton<ListSurveys>().AddSingleton<ReadSurvey>().AddSingleton<ListSurveyVersions>();
}
