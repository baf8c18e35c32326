"""Trigpoint: self-hosted labeling jobs that speak SageMaker Ground Truth's API, manifests and templates."""

__version__ = "0.1.0"
